resource "aws_lb_listener" "grpc" {
  protocol    = "TLS"  # ended here
  alpn_policy = "None" # for now

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
