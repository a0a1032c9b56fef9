resource "aws_lb_listener" "grpc" {
  load_balancer_arn = aws_lb.main.arn     # the one of all
  alpn_policy       = "HTTP2Preferred"    # for now
  certificate_arn   = var.certificate_arn # of the region
  protocol          = /* ended */ "TLS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
