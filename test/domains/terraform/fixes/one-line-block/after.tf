resource "aws_lb_listener" "grpc" {
  protocol    = "TLS"
  alpn_policy = "HTTP2Preferred"
}
