resource "aws_lb" "front" {
  name               = "front"
  load_balancer_type = "application"
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

resource "aws_lb_listener_rule" "orders" {
  listener_arn = aws_lb_listener.https.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders_grpc.arn
  }

  condition {
    path_pattern {
      values = ["/orders.v1.Orders/*"]
    }
  }
}

resource "aws_lb_listener_rule" "stock" {
  listener_arn = aws_lb_listener.https.arn

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.stock_grpc.arn
  }

  condition {
    path_pattern {
      values = ["/stock.v1.Stock/*"]
    }
  }
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 8080
  protocol = "HTTP"
}

resource "aws_lb_target_group" "orders_grpc" {
                             # ^^^^^^^^^^^^^ warning: aws-alb-target-group-not-grpc "`protocol_version` is not set"
  name     = "orders-grpc"
  port     = 50051
  protocol = "HTTP"
}

resource "aws_lb_target_group" "stock_grpc" {
  name             = "stock-grpc"
  port             = 50052
  protocol         = "HTTP"
  protocol_version = "HTTP1"
                   # ^^^^^^^ warning: aws-alb-target-group-not-grpc "`protocol_version` is"
}
