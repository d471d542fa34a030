"""Merges what shards built on several machines into one build."""
