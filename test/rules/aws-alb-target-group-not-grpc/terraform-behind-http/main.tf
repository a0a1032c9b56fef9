resource "aws_lb" "front" {
  internal = true
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.front.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

# grpc-alpn: grpc=yes
resource "aws_lb_target_group" "orders" {
                             # ^^^^^^^^ error: aws-alb-target-group-not-grpc "needs an HTTPS listener"
  port     = 9000
  protocol = "HTTP"
}
