"""What carries Bianmu to a machine: the environment of a clone, the bundle for a closed network, the system units."""
