variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "vpc_id" {
  description = "VPC that the database lives in."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, at least two."
  type        = list(string)
}

variable "instance_class" {
  description = "Size of the instance."
  type        = string
}

variable "password" {
  description = "Password of the owner."
  type        = string
  sensitive   = true
}
