variable "region" {
  description = "AWS region of everything except global services."
  type        = string
  default     = "eu-west-1"
}

variable "environment" {
  description = "Value of the Environment tag."
  type        = string
}

variable "admin_cidrs" {
  description = "Networks from which the Kubernetes API may be reached."
  type        = list(string)
}

variable "db_instance_class" {
  description = "Size of the database instance."
  type        = string
  default     = "db.t4g.medium"
}

variable "db_password" {
  description = "Password of the database's owner."
  type        = string
  sensitive   = true
}

variable "node_count" {
  description = "Worker nodes that the cluster keeps."
  type        = number
  default     = 3
}

variable "log_retention_days" {
  description = "How long control plane logs are kept."
  type        = number
  default     = 30
}
