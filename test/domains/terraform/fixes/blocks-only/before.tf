resource "aws_lb_target_group" "grpc" {
  health_check {
    path = "/"
  }
}

resource "aws_lb_listener" "https" {
  protocol = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}
