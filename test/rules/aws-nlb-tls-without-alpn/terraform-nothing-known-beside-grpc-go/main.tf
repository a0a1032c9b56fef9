resource "aws_lb" "edge" {
  load_balancer_type = "network"
}

resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TLS"
                    # ^^^^^ information: aws-nlb-tls-without-alpn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.front.arn
  }
}

resource "aws_lb_target_group" "front" {
  port     = 9000
  protocol = "TCP"
}
