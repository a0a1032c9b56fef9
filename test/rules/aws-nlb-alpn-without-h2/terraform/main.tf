# grpc-alpn: grpc=yes
resource "aws_lb" "edge" {
  load_balancer_type = "network"
}

resource "aws_lb_listener" "orders" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"
  alpn_policy       = "HTTP1Only"
                    # ^^^^^^^^^^^ error: aws-nlb-alpn-without-h2 "The ALPN policy HTTP1Only has no h2"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}

resource "aws_lb_target_group" "orders" {
  port     = 50051
  protocol = "TLS"
}
