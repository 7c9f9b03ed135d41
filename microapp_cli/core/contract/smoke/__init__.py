"""A Postman collection as it runs: what its test scripts may say, and what each of it means."""
