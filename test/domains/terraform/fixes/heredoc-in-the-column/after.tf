resource "aws_lb_listener" "grpc" {
  protocol    = "TLS"
  alpn_policy = "HTTP2Preferred"
  tags = merge(local.tags, {
    Name = "grpc"
  })
  note = <<-EOT
    protocol = "TCP"
    # ${var.name}
  EOT

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
