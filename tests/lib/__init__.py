"""Test support: deliveries as typed objects, a slow reference reading of the contract, and data to try it on."""
