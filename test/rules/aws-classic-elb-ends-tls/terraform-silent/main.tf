# TLS passes through.
resource "aws_elb" "grpc" {
  name = "orders-grpc"

  listener {
    instance_port     = 50051
    instance_protocol = "tcp"
    lb_port           = 443
    lb_protocol       = "tcp"
  }
}

resource "aws_elb" "web" {
  name = "website"

  listener {
    instance_port      = 8080
    instance_protocol  = "http"
    lb_port            = 443
    lb_protocol        = "https"
    ssl_certificate_id = var.certificate
  }
}
