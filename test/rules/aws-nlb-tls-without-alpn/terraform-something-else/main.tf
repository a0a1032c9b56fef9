resource "aws_lb" "db" {
  name               = "postgres"
  load_balancer_type = "network"
}

resource "aws_lb_listener" "db" {
  load_balancer_arn = aws_lb.db.arn
  port              = 5432
  protocol          = "TLS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.db.arn
  }
}

resource "aws_lb_target_group" "db" {
  name     = "postgres"
  port     = 5432
  protocol = "TCP"
}
