resource "aws_lb_listener" "grpc" {
    port=443
    protocol = "TLS"
    alpn_policy = "HTTP2Preferred"
    load_balancer_arn = "${aws_lb.main.arn}"
}
