terraform {
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.20"
    }
  }

  backend "s3" {
    bucket  = "parcel-desk-terraform-state"
    key     = "platform/terraform.tfstate"
    region  = "eu-west-1"
    encrypt = true
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project     = "parcel-desk"
      Environment = var.environment
      ManagedBy   = "terraform"
    }
  }
}
