resource "aws_lb" "edge" {
  name               = "grpc-edge"
  load_balancer_type = "network"
  tags = {
    note = <<-EOT
      resource "aws_lb_listener" "not_one" { protocol = "TLS" }
    EOT
  }
}

/* one of two */
resource "aws_lb_listener" "short" {
  load_balancer_arn = aws_lb.edge.id # the same as arn
  protocol = "TLS"
           # ^^^^^ warning: aws-nlb-tls-without-alpn
  port     = "443"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
}

resource "aws_lb_listener" "last" {
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.grpc.arn
  }
  load_balancer_arn = aws_lb.edge.arn
  port              = 8443
  protocol          = "TLS" # ends it
                    # ^^^^^ warning: aws-nlb-tls-without-alpn
}

resource "aws_lb_target_group" "grpc" {
  port     = 50051
  protocol = "TCP"
}
