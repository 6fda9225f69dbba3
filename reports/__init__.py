"""What people see: a context goes in, a document comes out; the store is never opened here."""
