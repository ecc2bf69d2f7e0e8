"""The adapters: each turns one vendor's answers into bulletins. `feeds.adapters` has their names."""
