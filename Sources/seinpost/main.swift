print("seinpost")
