resource "aws_lb" "edge" {
  name               = "grpc-edge"
  load_balancer_type = "network"
}

resource "aws_lb_listener" "grpc" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}

resource "aws_lb_target_group" "grpc" {
  port     = 50051
  protocol = "TCP"
}
