resource "aws_lb_listener" "grpc" {
  port        = 443   # HTTPS
  protocol    = "TLS" // ended here
  alpn_policy = "HTTP2Preferred"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
