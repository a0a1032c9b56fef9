resource "aws_lb" "edge" {
  load_balancer_type = "network"
}

# grpc-alpn: grpc=yes
resource "aws_lb_listener" "api" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 8443
  protocol          = "TLS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate.api.arn
  alpn_policy       = "None" # the default, written out
                    # ^^^^^^ error: aws-nlb-tls-without-alpn "`alpn_policy` is"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_lb_target_group" "api" {
  port     = 9000
  protocol = "TCP"
  vpc_id   = "vpc-0a1b2c3d"
}
