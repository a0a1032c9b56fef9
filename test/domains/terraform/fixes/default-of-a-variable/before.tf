variable "alpn_policy" {
  type    = string
  default = "HTTP1Only"
}

resource "aws_lb_listener" "grpc" {
  protocol    = "TLS"
  alpn_policy = var.alpn_policy

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
