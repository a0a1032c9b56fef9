variable "alpn_policy" {
  type    = string
  default = "None"
}
