resource "aws_lb_listener" "grpc" { protocol = "TLS" }
