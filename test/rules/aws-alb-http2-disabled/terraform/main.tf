resource "aws_lb" "front" {
  name               = "front"
  load_balancer_type = "application"
  enable_http2       = false
                     # ^^^^^ error: aws-alb-http2-disabled "clients must connect with HTTP/1.1"
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

resource "aws_lb_listener" "other" {
  load_balancer_arn = aws_lb.front.arn
  port              = 8443
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
