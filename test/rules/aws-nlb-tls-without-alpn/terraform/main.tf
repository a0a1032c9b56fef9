resource "aws_lb" "edge" {
  name               = "shop-edge"
  load_balancer_type = "network"
  subnets            = var.subnets
}

resource "aws_lb_listener" "orders" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"
                    # ^^^^^ warning: aws-nlb-tls-without-alpn "`alpn_policy` is not set, and AWS documents that nothing is negotiated then"
  certificate_arn   = var.certificate

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders_grpc.arn
  }
}

resource "aws_lb_target_group" "orders_grpc" {
  name     = "orders-grpc"
  port     = 50051
  protocol = "TLS"
  vpc_id   = var.vpc
}
