resource "aws_lb" "edge" {
  name               = "orders-grpc"
  load_balancer_type = "network"
}

resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"
                    # ^^^^^ information: aws-nlb-tls-without-alpn "older ones still connect"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.front.arn
  }
}

resource "aws_lb_target_group" "front" {
  port     = 9000
  protocol = "TCP"
}

resource "aws_route53_record" "orders" {
  zone_id = var.zone
  name    = "orders.shop.example"
  type    = "A"

  alias {
    name                   = aws_lb.edge.dns_name
    zone_id                = aws_lb.edge.zone_id
    evaluate_target_health = true
  }
}
