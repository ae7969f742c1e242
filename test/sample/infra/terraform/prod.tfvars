environment       = "prod"
admin_cidrs       = ["203.0.113.0/27"]
db_instance_class = "db.m7g.large"
db_password       = "Otter-9930-Marmalade"
node_count        = 4
