variable "http2" {
  type = bool
}

resource "aws_lb" "front" {
  enable_http2 = var.http2
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

resource "aws_lb_target_group" "orders" {
  port             = 50051
  protocol         = "HTTP"
  protocol_version = "GRPC"
}
