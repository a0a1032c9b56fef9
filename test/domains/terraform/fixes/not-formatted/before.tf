resource "aws_lb_listener" "grpc" {
    port=443
    protocol = "TLS"
    load_balancer_arn = "${aws_lb.main.arn}"
}
