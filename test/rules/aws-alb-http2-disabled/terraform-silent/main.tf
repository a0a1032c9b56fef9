resource "aws_lb" "on" {
  name         = "on"
  enable_http2 = true
}

resource "aws_lb_listener" "on" {
  load_balancer_arn = aws_lb.on.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

# The default is true.
resource "aws_lb" "unsaid" {
  name = "unsaid"
}

resource "aws_lb_listener" "unsaid" {
  load_balancer_arn = aws_lb.unsaid.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

# Nothing says gRPC here.
resource "aws_lb" "web" {
  name         = "website"
  enable_http2 = false
}

resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_target_group" "web" {
  port     = 8080
  protocol = "HTTP"
}

resource "aws_lb_target_group" "orders" {
  port             = 50051
  protocol         = "HTTP"
  protocol_version = "GRPC"
}
