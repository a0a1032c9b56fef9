# grpc-alpn: grpc=yes
resource "aws_elb" "orders" {
  listener {
    instance_port     = 9000
    instance_protocol = "tcp"
    lb_port           = 443
    lb_protocol       = "SSL"
                      # ^^^^^ warning: aws-classic-elb-ends-tls "older ones still connect"
  }

  listener {
    instance_port     = 9001
    instance_protocol = "http"
    lb_port           = 8443
    lb_protocol       = "HTTPS"
                      # ^^^^^^^ error: aws-classic-elb-ends-tls "has never worked"
  }
}

resource "aws_route53_record" "orders" {
  zone_id = var.zone
  name    = "orders.shop.example"
  type    = "A"

  alias {
    name                   = aws_elb.orders.dns_name
    zone_id                = aws_elb.orders.zone_id
    evaluate_target_health = true
  }
}
