resource "aws_lb_listener" "grpc" {
  port     = 443
  protocol = "TLS"

  load_balancer_arn = aws_lb.main.arn
  certificate_arn   = var.certificate_arn
  alpn_policy       = "HTTP2Preferred"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
