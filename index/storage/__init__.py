"""Files of a library: generations, sealed and durable, and who may write them."""
