resource "aws_lb_listener" "grpc" {
  note     = <<EOT
alpn_policy = "None"
EOT
  protocol = "TLS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
