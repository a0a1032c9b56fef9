resource "aws_lb" "edge" {
  name               = "orders-grpc"
  load_balancer_type = "network"
}

resource "aws_lb_listener" "whole" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"
                    # ^^^^^ warning: aws-nlb-tls-without-alpn
}

resource "aws_lb_listener" "half" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 8443
  protocol          = "TLS"
  alpn_policy       =
