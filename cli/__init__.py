"""The `t3` command: one small file a subcommand, no logic."""
