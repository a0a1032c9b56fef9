variable "version_of_orders" {
  default = "HTTP1"
}

variable "version_of_stock" {
  type = string
}

resource "aws_lb" "front" {}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.front.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {
    type = "forward"

    forward {
      target_group {
        arn = aws_lb_target_group.orders_grpc.arn
      }

      target_group {
        arn = aws_lb_target_group.stock_grpc.arn
      }
    }
  }
}

resource "aws_lb_target_group" "orders_grpc" {
  port             = 50051
  protocol         = "HTTP"
  protocol_version = var.version_of_orders
                   # ^^^^^^^^^^^^^^^^^^^^^ information: aws-alb-target-group-not-grpc "by default: a deployment may give it another value"
}

resource "aws_lb_target_group" "stock_grpc" {
  port             = 50052
  protocol         = "HTTP"
  protocol_version = var.version_of_stock
}
