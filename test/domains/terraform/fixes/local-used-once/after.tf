locals {
  protocol = "TLS"
  policy   = "HTTP2Preferred"
}

resource "aws_lb_listener" "grpc" {
  protocol    = local.protocol
  alpn_policy = local.policy

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
