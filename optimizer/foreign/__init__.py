"""Plans from elsewhere: a table written by hand or by another program, judged and mended."""
