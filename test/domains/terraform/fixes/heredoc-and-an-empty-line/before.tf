resource "aws_lb_listener" "grpc" {
  count = <<-EOT
    alpn_policy = "None" # ${x}
  EOT

  protocol = "TLS" // b = {
}
