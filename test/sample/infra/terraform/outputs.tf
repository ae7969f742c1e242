output "cluster_endpoint" {
  description = "Address of the Kubernetes API."
  value       = aws_eks_cluster.main.endpoint
}

output "database_address" {
  description = "Host name of the database."
  value       = module.database.address
}

output "deploy_role_arn" {
  description = "Role that GitHub Actions assumes to deploy."
  value       = aws_iam_role.deploy.arn
}

output "load_balancer_subnet_ids" {
  description = "Subnets for public load balancers."
  value       = module.network.public_subnet_ids
}
