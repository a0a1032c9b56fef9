resource "aws_elb" "orders" {
  name = "orders-grpc"

  // grpc-alpn: ignore aws-classic-elb-ends-tls -- replaced by an NLB in March
  listener {
    instance_port     = 50051
    instance_protocol = "tcp"
    lb_port           = 443
    lb_protocol       = "ssl"
  }
}
