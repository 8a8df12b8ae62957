variable "url" {
  type = string
}

# Destroying this drops a table: what a managed database does, without one.
resource "terraform_data" "orders" {
  input = var.url

  provisioner "local-exec" {
    when    = destroy
    command = "psql -X -q '${self.input}' -c 'drop table warehouse'"
  }
}
