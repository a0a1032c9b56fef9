resource "aws_lb" "edge" {
  name               = "grpc-edge"
  load_balancer_type = "network"
}

# Prefers HTTP/1.1, and selects h2 for who offers nothing else.
resource "aws_lb_listener" "orders" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"
  alpn_policy       = "HTTP2Optional"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

# Browsers come in here.
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "TLS"
  alpn_policy       = "HTTP1Only"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb" "web" {
  name               = "website"
  load_balancer_type = "network"
}

resource "aws_lb_target_group" "web" {
  name     = "website"
  port     = 8080
  protocol = "TCP"
}

resource "aws_lb_target_group" "orders" {
  port     = 50051
  protocol = "TCP"
}
