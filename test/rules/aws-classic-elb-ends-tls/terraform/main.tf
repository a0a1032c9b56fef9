# grpc-alpn: grpc=yes
resource "aws_elb" "orders" {
  name = "orders"

  listener {
    instance_port      = 50051
    instance_protocol  = "tcp"
    lb_port            = 443
    lb_protocol        = "ssl"
                       # ^^^^^ error: aws-classic-elb-ends-tls "older ones still connect"
    ssl_certificate_id = var.certificate
  }

  listener {
    instance_port      = 8080
    instance_protocol  = "http"
    lb_port            = 8443
    lb_protocol        = "https"
                       # ^^^^^^^ error: aws-classic-elb-ends-tls "has never worked"
    ssl_certificate_id = var.certificate
  }
}
