"""Where posts are fetched from: a file or two for each kind of place that has to be asked again and again."""
