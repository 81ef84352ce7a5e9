# Run this cell first. It installs the package of this book, with its data, into this page of your browser.
# What the package needs is fetched the first time. There are no pictures of charts here: they are drawn live.
import piplite

await piplite.install("pakiran")
