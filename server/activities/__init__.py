"""Activity templates: how a session of each kind is set up. One TOML file each, named by its key;
a centre may have its own copies, in the database."""
